/* SPDX-License-Identifier: MIT */
#include "shared/ws.h"
