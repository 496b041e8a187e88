/* SPDX-License-Identifier: MIT */
#ifndef SERVER_NET_H
#define SERVER_NET_H

#endif
