/* SPDX-License-Identifier: MIT */
#include "shared/client.h"
