/* SPDX-License-Identifier: MIT */
#ifndef SHARED_EVENT_H
#define SHARED_EVENT_H

#include "shared/base.h"

#endif
