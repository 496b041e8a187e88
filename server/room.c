/* SPDX-License-Identifier: MIT */
#include "server/room.h"
