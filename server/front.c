/* SPDX-License-Identifier: MIT */
#include "server/front.h"
