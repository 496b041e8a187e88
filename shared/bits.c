/* SPDX-License-Identifier: MIT */
#include "shared/bits.h"
