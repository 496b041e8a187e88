/* SPDX-License-Identifier: MIT */
#include "shared/hash.h"
