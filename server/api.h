/* SPDX-License-Identifier: MIT */
#ifndef SERVER_API_H
#define SERVER_API_H

#endif
