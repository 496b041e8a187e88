/* SPDX-License-Identifier: MIT */
#include "shared/event.h"
