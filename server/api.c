/* SPDX-License-Identifier: MIT */
#include "server/api.h"
