/* SPDX-License-Identifier: MIT */
#include "server/worker.h"
