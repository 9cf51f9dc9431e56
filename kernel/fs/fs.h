/* fs.h - the file system as a whole. */
#pragma once

/* Make the tree with /dev, /proc and /tmp in it, and the terminal. */
void fs_init(void);

/* Free every file. Nobody has one open. */
void fs_shutdown(void);
