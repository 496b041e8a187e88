/* SPDX-License-Identifier: MIT */
#include "server/rulebook.h"
