/* control - how the other commands talk to the running daemon: a noun, no code.
 *
 * A unix stream socket (`control:` in the configuration, 0660). One request a connection: one line
 * of words separated by blanks, ended by a newline. The answer: one line with the exit status the
 * command shall end with, then text up to the end of the stream.
 *	status [--json] [--all] [SOURCE]     reload     again [DELIVERY]
 *	poll SOURCE     explain SOURCE (what that poll met; status 1 without a text: not yet) */
#ifndef CONTROL_H
#define CONTROL_H

enum {
	CONTROL_LINE_MAX = 4096,
	CONTROL_ANSWER_MAX = 64 * 1024 * 1024,
};

#endif
