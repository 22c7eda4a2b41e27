// An open-loop client: sends requests at a steady rate, whether or not the server has answered
// earlier ones. Latency counts from the moment at which a request was due, so a slow server cannot
// hide delays by slowing down its client.
//
// Usage:    paced PORT FILE RATE MILLISECONDS CONNECTIONS. FILE is in the format of wire.py.
// Shape:    one request at a time on each connection; latency includes the wait for a free one.
// Errors:   an answer that is not 2xx, a broken connection, or too few requests: exit 1.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "paced: %s\n", what.c_str());
  std::exit(1);
}

std::uint64_t Number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  if (error != std::errc() || end != text.end()) Fail("not a number: " + std::string(text));
  return value;
}

std::vector<std::string> ReadRequests(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> requests;
  std::uint32_t length = 0;
  while (file.read(reinterpret_cast<char*>(&length), sizeof length)) {
    std::string request(length, '\0');
    if (!file.read(request.data(), length)) Fail("the request file is truncated");
    requests.push_back(std::move(request));
  }
  return requests;
}

int Connect(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 ||
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Fail(std::string("cannot connect: ") + std::strerror(errno));
  }
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

// A connection and the request in flight on it.
struct Line {
  int socket = -1;
  Clock::time_point intended;
  std::string answer;
};

// The size of a complete answer, head and body; 0 if its head is not complete.
std::size_t WholeLength(std::string_view answer) {
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == answer.npos) return 0;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  const std::size_t at = answer.substr(0, head + 2).find(kLength);
  if (at == answer.npos) return head + 4;
  const std::size_t digits = at + kLength.size();
  return head + 4 + Number(answer.substr(digits, answer.find('\r', digits) - digits));
}

class Run {
 public:
  Run(std::vector<std::string> requests, std::uint64_t rate, std::uint16_t port,
      std::size_t connections)
      : requests_(std::move(requests)),
        rate_(rate),
        epoll_(::epoll_create1(0)),
        lines_(connections) {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      lines_[i].socket = Connect(port);
      epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, lines_[i].socket, &event);
      free_.push_back(i);
    }
  }

  void Go() {
    begun_ = Clock::now();
    while (latencies_.size() < requests_.size()) {
      SendWhatIsDue();
      Receive();
    }
    spent_ = Clock::now() - begun_;
  }

  void Print() {
    std::ranges::sort(latencies_);
    const auto at = [this](double share) {
      return latencies_[static_cast<std::size_t>(share *
                                                 static_cast<double>(latencies_.size() - 1))];
    };
    std::printf(
        "{\"requests\":%zu,\"seconds\":%f,\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f}\n",
        latencies_.size(), std::chrono::duration<double>(spent_).count(), at(0.5), at(0.99), at(1));
  }

 private:
  Clock::time_point Intended(std::size_t index) const {
    return begun_ + std::chrono::nanoseconds(1'000'000'000 * index / rate_);
  }

  void SendWhatIsDue() {
    const Clock::time_point now = Clock::now();
    while (next_ < requests_.size() && !free_.empty() && Intended(next_) <= now) {
      Line& line = lines_[free_.front()];
      free_.pop_front();
      line.intended = Intended(next_);
      const std::string& request = requests_[next_++];
      if (::send(line.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
          static_cast<ssize_t>(request.size())) {
        Fail("a connection broke");
      }
    }
  }

  // Waits until bytes arrive or the next request can be sent (it is due and a connection is free),
  // then reads what has arrived.
  void Receive() {
    timespec wait{};
    timespec* limit = nullptr;
    if (next_ < requests_.size() && !free_.empty()) {
      const auto left = std::max(std::chrono::nanoseconds(0),
                                 std::chrono::nanoseconds(Intended(next_) - Clock::now()));
      wait = {.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
      limit = &wait;
    }
    epoll_event events[256];
    const int count = ::epoll_pwait2(epoll_, events, std::size(events), limit, nullptr);
    for (int i = 0; i < count; ++i) Read(events[i].data.u64);
  }

  void Read(std::size_t index) {
    Line& line = lines_[index];
    char bytes[16384];
    const ssize_t got = ::recv(line.socket, bytes, sizeof bytes, 0);
    if (got <= 0) Fail("the server closed a connection");
    line.answer.append(bytes, static_cast<std::size_t>(got));
    const std::size_t whole = WholeLength(line.answer);
    if (whole == 0 || line.answer.size() < whole) return;
    if (line.answer.size() > whole || !line.answer.starts_with("HTTP/1.1 2")) {
      Fail("refused: " + line.answer);
    }
    latencies_.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - line.intended).count());
    line.answer.clear();
    free_.push_back(index);
  }

  const std::vector<std::string> requests_;
  const std::uint64_t rate_;
  const int epoll_;
  std::vector<Line> lines_;
  std::deque<std::size_t> free_;
  std::size_t next_ = 0;
  std::vector<double> latencies_;
  Clock::time_point begun_;
  Clock::duration spent_{};
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) Fail("usage: paced PORT FILE RATE MILLISECONDS CONNECTIONS");
  const auto port = static_cast<std::uint16_t>(Number(arguments[1]));
  std::vector<std::string> requests = ReadRequests(arguments[2]);
  const std::uint64_t rate = Number(arguments[3]);
  const std::uint64_t wanted = std::max<std::uint64_t>(1, rate * Number(arguments[4]) / 1000);
  if (requests.size() < wanted) Fail("the file has too few requests");
  requests.resize(wanted);
  // Sets the timer slack to 1 ns: by default each wake-up may be 50 us late.
  ::prctl(PR_SET_TIMERSLACK, 1UL);
  Run run(std::move(requests), rate, port, Number(arguments[5]));
  run.Go();
  run.Print();
}
