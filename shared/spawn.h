/* SPDX-License-Identifier: MIT */
#ifndef SHARED_SPAWN_H
#define SHARED_SPAWN_H

#include "shared/base.h"

#endif
