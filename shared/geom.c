/* SPDX-License-Identifier: MIT */
#include "shared/geom.h"
