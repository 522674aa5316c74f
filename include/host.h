/* host - what the machine around us offers: the service manager, its log, and the control socket.
 * Memory: own. Thread: the loop. Failure: err, or silently less (no service manager, no journal).
 */
#ifndef HOST_H
#define HOST_H

#include "buf.h"
#include "config.h"
#include "err.h"
#include "log.h"
#include "net.h"

/* sd_notify(3) states; nothing happens without a service manager. */
void host_ready(struct str status);
void host_status(struct str status);
void host_reloading(void);
void host_stopping(void);
void host_alive(void); /* the watchdog */

/* Opens the log where the configuration says: the journal natively, /dev/log, or standard error. */
void host_log_open(enum log_to to, enum log_level most);
bool host_log_is_on_stderr(void); /* then a line need not be said there twice */

/* The control socket (control.h). A socket that a dead daemon left behind is replaced; one that
 * answers is an error: two daemons must not share a state. */
struct control;
typedef int control_answer(void *ctx, struct str line, struct buf *out); /* exit status */
bool control_open(struct str path, struct net *net, control_answer *answer, void *ctx,
		  struct control **out, struct err *err) MUST_CHECK;
void control_close(struct control **control);

#endif
