#include "child.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t child_start(ChildBody *body, void *what)
{
    pid_t parent = getpid(), child = fork();
    assert_true(child >= 0);
    if (child > 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(255);
    // The test library's handlers would go on with the next test, in the child.
    for (int fault = 1; fault < NSIG; fault++)
        signal(fault, SIG_DFL);
    _exit(body(what));
}

bool child_runs(pid_t child)
{
    siginfo_t ended = {0};
    assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOHANG | WNOWAIT), 0);
    return ended.si_pid == 0;
}

int child_answer(pid_t child)
{
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

_Atomic int *shared_numbers(int count)
{
    void *numbers = mmap(NULL, (size_t)count * sizeof(int), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(numbers != MAP_FAILED);
    return numbers;
}
