// How much CPU libcurl takes for a request, over HTTP/1.1 and over HTTP/2: one multi handle on one epoll, as the
// server's own client has it, and a fixed number of requests always under way.
//
// usage: client URL CA-FILE 1|2 REQUESTS CONCURRENCY
// Prints the requests, the CPU microseconds for each (user + system), the connections made and the wall seconds.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

static int poller;
static long timer_milliseconds = -1;
static CURLM *multi;
static long requests, started, finished, failed, connections;

static size_t discard(char *bytes, size_t size, size_t count, void *sum) {
    (void)bytes;
    *(size_t *)sum += size * count;
    return size * count;
}

static int watch(CURL *easy, curl_socket_t socket, int what, void *own, void *known) {
    (void)easy, (void)own;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(poller, EPOLL_CTL_DEL, socket, NULL), 0;
    struct epoll_event event = {.data.fd = socket};
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    epoll_ctl(poller, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
    if (!known) curl_multi_assign(multi, socket, &poller);
    return 0;
}

static int set_timer(CURLM *of, long milliseconds, void *own) {
    (void)of, (void)own;
    timer_milliseconds = milliseconds;
    return 0;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static double cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

static double wall(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// What has ended begins anew, until enough have begun.
static void turn_over(void) {
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *easy = message->easy_handle;
        long status = 0, made = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &made);
        connections += made;
        if ((message->data.result != CURLE_OK || status != 200) && failed++ == 0)
            fprintf(stderr, "status %ld, %s\n", status, curl_easy_strerror(message->data.result));
        finished++;
        curl_multi_remove_handle(multi, easy);
        if (started < requests && ++started) curl_multi_add_handle(multi, easy);
        else curl_easy_cleanup(easy);
    }
}

int main(int count, char **words) {
    if (count != 6) return fprintf(stderr, "usage: client URL CA-FILE 1|2 REQUESTS CONCURRENCY\n"), 2;
    int is_two = words[3][0] == '2';
    requests = atol(words[4]);
    long concurrency = atol(words[5]);
    size_t received = 0;
    int running;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    poller = epoll_create1(0);
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 512L);
    curl_multi_setopt(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, 256L);
    struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer sk_test_0123456789abcdef");
    headers = curl_slist_append(headers, "Stripe-Version: 2022-11-15");
    headers = curl_slist_append(headers, "Idempotency-Key: fermata-0123456789abcdef0123456789abcdef");
    long version = is_two ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
    for (; started < concurrency && started < requests; started++) {
        CURL *easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, words[1]);
        curl_easy_setopt(easy, CURLOPT_CAINFO, words[2]);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, version);
        // Waits for the connection that can be shared instead of opening one more: the point of HTTP/2.
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, (long)is_two);
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, "amount=1250&currency=usd&customer=cus_1&confirm=true");
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
        curl_multi_add_handle(multi, easy);
    }
    double cpu_before = cpu(), wall_before = wall();
    while (finished < requests && wall() - wall_before < 60) {
        struct epoll_event events[64];
        int wait = timer_milliseconds < 0 || timer_milliseconds > 1000 ? 1000 : (int)timer_milliseconds;
        int ready = epoll_wait(poller, events, 64, wait);
        if (ready == 0) timer_milliseconds = -1, curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        for (int index = 0; index < ready; index++) {
            int bits = (events[index].events & EPOLLIN ? CURL_CSELECT_IN : 0)
                | (events[index].events & EPOLLOUT ? CURL_CSELECT_OUT : 0)
                | (events[index].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
            curl_multi_socket_action(multi, events[index].data.fd, bits, &running);
        }
        turn_over();
    }
    printf("%ld requests, %ld failed, %.1f us CPU each, %ld connections, %.2f s, %zu bytes\n", finished, failed,
        (cpu() - cpu_before) * 1e6 / (double)finished, connections, wall() - wall_before, received);
    return finished == requests && failed == 0 ? 0 : 1;
}
