/* SPDX-License-Identifier: MIT */
#include "shared/world.h"
