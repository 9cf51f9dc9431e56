/* version.h - what the system says it is (uname(2), proc(5)). */
#pragma once

#define SYSTEM_NAME "Linux"         /* for programs that ask: its calls are */
#define SYSTEM_NODE "commons"
#define SYSTEM_RELEASE "6.1.0-commons"
#define SYSTEM_VERSION "Commons"
#define SYSTEM_MACHINE "x86_64"
