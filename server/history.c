/* SPDX-License-Identifier: MIT */
#include "server/history.h"
