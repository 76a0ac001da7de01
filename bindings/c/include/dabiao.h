/* 达标 dabiao for C.
 *
 * A session holds files in memory and answers requests, which are JSON, with the very bytes that the command line prints.
 * All text is UTF-8 and has a length; no function needs a closing zero. A session may be asked from several threads at
 * once; whoever puts files into it must be alone. No function ends the process: a fault is an answer.
 *
 * 一个会话在内存里存放文件，用 JSON 提问，答复与命令行的输出逐字节相同。文字都是 UTF-8，带长度。
 */
#ifndef DABIAO_H
#define DABIAO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dabiao_session dabiao_session;
struct ArrowArrayStream;

/* The statuses are the exit statuses of the command line. */
enum { DABIAO_FINE = 0, DABIAO_FINDINGS = 1, DABIAO_FAILED = 2 };

/* `document` has `len` bytes; give it back with dabiao_answer_free. With DABIAO_FAILED it is `dabiao.failure/1`. */
typedef struct {
  int status;
  uint8_t *document;
  size_t len;
} dabiao_answer;

/* The version, as a text with a closing zero that is never to be freed. */
const char *dabiao_version(void);

/* A new session. 0 is the default of a limit: 4 GiB of files, 200 million lines a request, no limit of time. */
dabiao_session *dabiao_session_new(uint64_t max_bytes, uint64_t max_lines, uint64_t max_millis);
void dabiao_session_free(dabiao_session *session);

/* Puts a file in, in place of one of that name. `why` may be NULL; it is filled with DABIAO_FAILED only. */
int dabiao_put(dabiao_session *session, const char *path, size_t path_len, const uint8_t *data, size_t len,
               dabiao_answer *why);

/* Puts a table in, handed over by Arrow's C stream interface; the stream is released in every case. */
int dabiao_put_arrow(dabiao_session *session, const char *path, size_t path_len, struct ArrowArrayStream *stream,
                     dabiao_answer *why);

/* Takes a file out; 1 if it was there. */
int dabiao_remove(dabiao_session *session, const char *path, size_t path_len);

/* Answers a request such as
 *   {"do":"eval","rules":["plan.rules"],"on":{"data":["2025.csv"],"roster":"roster.csv","as_of":"2025-12-31"}}
 * and returns its status. The verbs are check, export, say, test, fmt, eval, explain, needs, diff, read, day, try and page, and
 * while rules are written findings, complete, hover, definition, references, rename, outline, layout and actions, where
 * "columns":"bytes" counts as C does; see docs/embedding.md. */
int dabiao_ask(const dabiao_session *session, const char *request, size_t len, dabiao_answer *answer);
void dabiao_answer_free(dabiao_answer *answer);

#ifdef __cplusplus
}
#endif
#endif
