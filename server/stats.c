/* SPDX-License-Identifier: MIT */
#include "server/stats.h"
