/* SPDX-License-Identifier: MIT */
#ifndef SHARED_SHOT_H
#define SHARED_SHOT_H

#include "shared/base.h"

#endif
