/* SPDX-License-Identifier: MIT */
#include "shared/delta.h"
