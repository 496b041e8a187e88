/* SPDX-License-Identifier: MIT */
#include "shared/spawn.h"
