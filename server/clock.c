/* SPDX-License-Identifier: MIT */
#include "server/clock.h"
