/* SPDX-License-Identifier: MIT */
#include "server/queue.h"
