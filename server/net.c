/* SPDX-License-Identifier: MIT */
#include "server/net.h"
