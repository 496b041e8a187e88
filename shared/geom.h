/* SPDX-License-Identifier: MIT */
#ifndef SHARED_GEOM_H
#define SHARED_GEOM_H

#include "shared/base.h"

#endif
