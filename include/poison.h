/* poison - what does not compile here. Included last, after all library headers.
 * strcpy and friends know no bounds; strtok, localtime and the like keep hidden state; atoi hides
 * errors; system and popen would let outside text near a shell. */
#ifndef POISON_H
#define POISON_H

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r atoi atol atoll
#pragma GCC poison atof gets localtime gmtime ctime asctime mktemp tmpnam system popen rand
#pragma GCC poison srand setjmp longjmp goto

#endif
