/* SPDX-License-Identifier: MIT */
#include "shared/fixed.h"
