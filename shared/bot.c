/* SPDX-License-Identifier: MIT */
#include "shared/sim.h"
