/* SPDX-License-Identifier: MIT */
#include "server/log.h"
