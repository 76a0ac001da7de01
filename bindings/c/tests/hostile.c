/* What a careless host may do: nothing of it may end the process, leak or touch memory that is not ours. */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dabiao.h"

static const char RULES[] =
    "指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }\n规则 甲 { 每个 村: 收入 >= 5万元 截至 2025 }\n";
static const char DATA[] = "指标,对象,时期,数值,计量单位\n收入,东村,2025,4.99999999999,万元\n";
static const char EVAL[] =
    "{\"do\":\"eval\",\"rules\":[\"a.rules\"],\"on\":{\"data\":[\"d.csv\"],\"as_of\":\"2025-12-31\"}}";

static int put(dabiao_session *session, const char *path, const char *text) {
  return dabiao_put(session, path, strlen(path), (const uint8_t *)text, strlen(text), NULL);
}

static int holds(const dabiao_answer *answer, const char *word) {
  size_t len = strlen(word);
  for (size_t i = 0; i + len <= answer->len; i++)
    if (memcmp(answer->document + i, word, len) == 0) return 1;
  return 0;
}

static int ask(const dabiao_session *session, const char *request, const char *word) {
  dabiao_answer answer;
  int status = dabiao_ask(session, request, strlen(request), &answer);
  assert(status == answer.status);
  assert(holds(&answer, word));
  dabiao_answer_free(&answer);
  dabiao_answer_free(&answer); /* Twice is once. */
  return status;
}

static void *ask_often(void *session) {
  for (int i = 0; i < 20; i++) assert(ask(session, EVAL, "\"unmet\"") == DABIAO_FINDINGS);
  return NULL;
}

static void nested(dabiao_session *session) {
  size_t depth = 100000;
  char *text = malloc(2 * depth + 100);
  strcpy(text, "规则 甲 { ");
  memset(text + strlen(text), '(', depth + 1);
  text[strlen("规则 甲 { ") + depth] = 0;
  assert(put(session, "deep.rules", text) == DABIAO_FINE);
  assert(ask(session, "{\"do\":\"check\",\"rules\":[\"deep.rules\"]}", "dabiao.check/1") == DABIAO_FAILED);
  memset(text, '[', depth);
  text[depth] = 0;
  assert(ask(session, text, "\"request\"") == DABIAO_FAILED);
  free(text);
}

int main(void) {
  dabiao_session *session = dabiao_session_new(1 << 20, 1000, 60000);
  assert(put(session, "a.rules", RULES) == DABIAO_FINE && put(session, "d.csv", DATA) == DABIAO_FINE);
  assert(ask(session, EVAL, "\"4.99999999999\"") == DABIAO_FINDINGS);
  assert(ask(session, "", "\"request\"") == DABIAO_FAILED);
  assert(ask(session, "{\"do\":\"eval\"}", "\"request\"") == DABIAO_FAILED);
  assert(ask(session, "{\"do\":\"say\",\"rules\":[\"none\"]}", "\"unreadable\"") == DABIAO_FAILED);
  nested(session);

  /* Texts that are no UTF-8, nulls, lengths of nothing. */
  assert(dabiao_put(session, "\xff", 1, (const uint8_t *)"x", 1, NULL) == DABIAO_FAILED);
  assert(dabiao_put(NULL, "a", 1, NULL, 0, NULL) == DABIAO_FAILED);
  assert(dabiao_put(session, "a", 1, NULL, 5, NULL) == DABIAO_FAILED);
  assert(dabiao_put(session, "empty", 5, NULL, 0, NULL) == DABIAO_FINE);
  assert(dabiao_ask(NULL, "{}", 2, NULL) == DABIAO_FAILED);
  assert(dabiao_ask(session, EVAL, strlen(EVAL), NULL) == DABIAO_FINDINGS);
  assert(dabiao_ask(session, "\xff\xfe", 2, NULL) == DABIAO_FAILED);
  assert(dabiao_put_arrow(session, "t", 1, NULL, NULL) == DABIAO_FAILED);
  dabiao_answer_free(NULL);
  dabiao_session_free(NULL);

  /* More than the session may hold. */
  uint8_t *large = calloc(1, 2 << 20);
  dabiao_answer why;
  assert(dabiao_put(session, "large", 5, large, 2 << 20, &why) == DABIAO_FAILED && holds(&why, "\"limit\""));
  dabiao_answer_free(&why);
  free(large);
  assert(dabiao_remove(session, "empty", 5) == 1 && dabiao_remove(session, "empty", 5) == 0);

  pthread_t threads[4];
  for (int i = 0; i < 4; i++) assert(pthread_create(&threads[i], NULL, ask_often, session) == 0);
  for (int i = 0; i < 4; i++) assert(pthread_join(threads[i], NULL) == 0);
  dabiao_session_free(session);
  printf("dabiao %s for C: fine\n", dabiao_version());
  return 0;
}
