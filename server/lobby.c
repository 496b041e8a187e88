/* SPDX-License-Identifier: MIT */
#include "server/lobby.h"
