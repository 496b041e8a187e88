/* SPDX-License-Identifier: MIT */
#include "shared/rng.h"
