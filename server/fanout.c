/* SPDX-License-Identifier: MIT */
#include "server/fanout.h"
