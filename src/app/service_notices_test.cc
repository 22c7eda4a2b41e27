#include "app/service_notices.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>

namespace onsale::app {
namespace {

constexpr pid_t kOwnPid = 4711;

// The supervisor's end: a datagram socket at a path or an abstract name.
class Supervisor {
 public:
  explicit Supervisor(const std::string& address)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address.data(), address.size());
    if (address.front() == '@') name.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size() +
                                             (address.front() == '@' ? 0 : 1));
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name), size), 0);
  }
  // The next datagram; empty if none has arrived.
  std::string Next() const {
    std::array<char, 256> bytes{};
    const ssize_t size = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
    return size < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(size));
  }

 private:
  net::Descriptor socket_;
};

class ServiceNoticesTest : public testing::Test {
 protected:
  ServiceNoticesTest() { std::filesystem::create_directory(folder_); }
  ~ServiceNoticesTest() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      testing::TempDir() + "notices-" + std::to_string(::getpid());
};

std::optional<base::Duration> WatchdogOf(std::optional<std::string> micros,
                                         std::optional<std::string> pid, std::size_t troubles = 0) {
  const ServiceNotices notices({.socket = "@nobody-listens-here",
                                .watchdog_micros = std::move(micros),
                                .watchdog_pid = std::move(pid)},
                               kOwnPid);
  EXPECT_EQ(notices.troubles().size(), troubles);
  return notices.watchdog_time();
}

TEST_F(ServiceNoticesTest, ANoticeIsADatagramToAPathOrAnAbstractName) {
  const std::string abstract = "@onsale-test-" + std::to_string(::getpid());
  for (const std::string& address : {(folder_ / "notify").string(), abstract}) {
    const Supervisor supervisor(address);
    const ServiceNotices notices({.socket = address, .watchdog_micros = {}, .watchdog_pid = {}},
                                 kOwnPid);
    EXPECT_TRUE(notices.Send("READY=1\nSTATUS=x"));
    EXPECT_EQ(supervisor.Next(), "READY=1\nSTATUS=x");
    EXPECT_EQ(supervisor.Next(), "");
  }
}

TEST_F(ServiceNoticesTest, WithoutTheVariableNothingIsSent) {
  const ServiceNotices notices({.socket = {}, .watchdog_micros = "9000000", .watchdog_pid = {}},
                               kOwnPid);
  EXPECT_FALSE(notices.Send("READY=1"));
  EXPECT_FALSE(notices.watchdog_time().has_value());
  EXPECT_TRUE(notices.troubles().empty());
}

TEST_F(ServiceNoticesTest, AnOddAddressIsATrouble) {
  for (const std::string& address :
       {std::string(), std::string("/"), std::string("@"), std::string("relative"),
        std::string("vsock:2:1"), '/' + std::string(107, 'x'), '@' + std::string(5000, 'x')}) {
    const ServiceNotices notices({.socket = address, .watchdog_micros = {}, .watchdog_pid = {}},
                                 kOwnPid);
    EXPECT_EQ(notices.troubles().size(), 1U) << address;
    EXPECT_FALSE(notices.Send("READY=1"));
  }
}

TEST_F(ServiceNoticesTest, SendReturnsThoughNobodyReads) {
  const std::string address = (folder_ / "full").string();
  const ServiceNotices notices({.socket = address, .watchdog_micros = {}, .watchdog_pid = {}},
                               kOwnPid);
  EXPECT_FALSE(notices.Send("READY=1"));
  const Supervisor supervisor(address);
  int sent = 0;
  while (sent < 10'000 && notices.Send("WATCHDOG=1")) ++sent;
  EXPECT_LT(sent, 10'000);  // the queue is full, and Send returned
}

TEST_F(ServiceNoticesTest, TheWatchdogTimeIsThatOfThisProcess) {
  EXPECT_EQ(WatchdogOf("60000000", "4711"), std::chrono::minutes(1));
  EXPECT_EQ(WatchdogOf("60000000", {}), std::chrono::minutes(1));
  EXPECT_EQ(WatchdogOf("60000000", "4712"), std::nullopt);
  EXPECT_EQ(WatchdogOf({}, {}), std::nullopt);
  EXPECT_EQ(WatchdogOf("9223372036854775807", {}), std::chrono::days(1));
}

TEST_F(ServiceNoticesTest, AnOddWatchdogTimeIsATrouble) {
  for (const char* const micros :
       {"", "0", "-60000000", "4999999", "60s", "99999999999999999999"}) {
    EXPECT_EQ(WatchdogOf(micros, {}, 1), std::nullopt) << micros;
  }
  EXPECT_EQ(WatchdogOf("60000000", "me", 1), std::nullopt);
}

}  // namespace
}  // namespace onsale::app
