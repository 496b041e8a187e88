/* SPDX-License-Identifier: MIT */
#include "shared/body.h"
