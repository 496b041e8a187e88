/* SPDX-License-Identifier: MIT */
#include "shared/shot.h"
