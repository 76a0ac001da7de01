/* Answers one question through the C library: `driver REQUEST FILE…`, the files of the working folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dabiao.h"

static uint8_t *content(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) exit(70);
  size_t room = 1 << 20;
  uint8_t *bytes = malloc(room);
  *len = 0;
  for (size_t n; (n = fread(bytes + *len, 1, room - *len, file)) > 0;) {
    *len += n;
    if (*len == room) bytes = realloc(bytes, room *= 2);
  }
  fclose(file);
  return bytes;
}

int main(int argc, char **argv) {
  if (argc < 2) return 70;
  dabiao_session *session = dabiao_session_new(0, 0, 0);
  for (int i = 2; i < argc; i++) {
    size_t len;
    uint8_t *bytes = content(argv[i], &len);
    if (dabiao_put(session, argv[i], strlen(argv[i]), bytes, len, NULL) != DABIAO_FINE) return 70;
    free(bytes);
  }
  dabiao_answer answer;
  int status = dabiao_ask(session, argv[1], strlen(argv[1]), &answer);
  fwrite(answer.document, 1, answer.len, stdout);
  dabiao_answer_free(&answer);
  dabiao_session_free(session);
  return status;
}
