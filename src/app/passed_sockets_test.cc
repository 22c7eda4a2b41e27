#include "app/passed_sockets.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "net/socket.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;

constexpr pid_t kSelf = 4711;
// Far above the descriptors of the test program itself.
constexpr int kFirst = 200;

// Puts a copy of the descriptor at kFirst + `place`, as systemd does before it starts a program.
void Pass(const net::Descriptor& descriptor, int place) {
  ASSERT_EQ(::dup2(descriptor.get(), kFirst + place), kFirst + place);
}

net::Descriptor Listening(const char* host = "127.0.0.1") {
  return net::Listen({host, 0}).value();
}

PassedVariables Variables(const char* count, const char* names) {
  return {.pid = std::to_string(kSelf), .count = count, .names = names};
}

class PassedSocketsTest : public testing::Test {
 protected:
  ~PassedSocketsTest() override {
    for (int i = 0; i < 3; ++i) ::close(kFirst + i);
  }
  static std::string ErrorOf(const PassedVariables& variables) {
    const auto taken = TakePassedSockets(variables, kSelf, kFirst);
    return taken ? "" : taken.error();
  }
};

TEST_F(PassedSocketsTest, SocketsGoByTheirNames) {
  const net::Descriptor operators = Listening();
  const net::Descriptor buyers = Listening();
  Pass(operators, 0);
  Pass(buyers, 1);
  const auto taken = TakePassedSockets(Variables("2", "operator:public"), kSelf, kFirst);
  ASSERT_TRUE(taken.has_value()) << taken.error();
  EXPECT_EQ(net::PortOf(taken->operators), net::PortOf(operators));
  EXPECT_EQ(net::PortOf(taken->buyers), net::PortOf(buyers));
}

TEST_F(PassedSocketsTest, ATakenSocketDoesNotBlockAndIsNotInherited) {
  const net::Descriptor buyers = Listening();
  Pass(buyers, 0);
  ::fcntl(kFirst, F_SETFL, 0);
  const auto taken = TakePassedSockets(Variables("1", "public"), kSelf, kFirst);
  ASSERT_TRUE(taken.has_value()) << taken.error();
  EXPECT_NE(::fcntl(taken->buyers.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(taken->buyers.get(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_FALSE(taken->operators.open());
}

TEST_F(PassedSocketsTest, VariablesOfAnotherProcessAreIgnored) {
  for (const char* const pid : {"4712", "", "x", "-4711", " 4711", "99999999999999999999"}) {
    PassedVariables variables = Variables("9", "public");
    variables.pid = pid;
    EXPECT_EQ(ErrorOf(variables), "") << pid;
  }
  EXPECT_EQ(ErrorOf({.pid = {}, .count = "1", .names = "public"}), "");
  EXPECT_EQ(ErrorOf(Variables("0", "")), "");
}

TEST_F(PassedSocketsTest, AnOddNumberOfSocketsIsRefused) {
  for (const char* const count :
       {"", "-1", "3", "1 ", "1x", "4294967297", "99999999999999999999"}) {
    EXPECT_THAT(ErrorOf(Variables(count, "public")), HasSubstr("LISTEN_FDS is '")) << count;
  }
}

TEST_F(PassedSocketsTest, NamesMustBeKnownAndFitTheNumber) {
  const net::Descriptor buyers = Listening();
  Pass(buyers, 0);
  Pass(buyers, 1);
  EXPECT_THAT(ErrorOf(Variables("2", "public")), HasSubstr("LISTEN_FDNAMES is 'public'"));
  EXPECT_THAT(ErrorOf(Variables("1", "public:operator")), HasSubstr("LISTEN_FDNAMES"));
  EXPECT_THAT(ErrorOf(Variables("1", "onsale.socket")), HasSubstr("unknown name"));
  EXPECT_THAT(ErrorOf({.pid = "4711", .count = "1", .names = {}}), HasSubstr("unknown name"));
  EXPECT_THAT(ErrorOf(Variables("2", "public:public")), HasSubstr("twice"));
}

TEST_F(PassedSocketsTest, OnlyListeningTcpSocketsAreTaken) {
  EXPECT_EQ(ErrorOf(Variables("1", "public")), "the passed socket 'public' is not open");
  const net::Descriptor file(::open("/dev/null", O_RDONLY));
  const net::Descriptor local(::socket(AF_UNIX, SOCK_STREAM, 0));
  const net::Descriptor datagrams(::socket(AF_INET, SOCK_DGRAM, 0));
  const net::Descriptor bound = net::Bind({"127.0.0.1", 0}).value();
  const std::pair<const net::Descriptor*, const char*> cases[] = {
      {&file, "is not a socket"},
      {&local, "is not a TCP socket"},
      {&datagrams, "is not a TCP socket"},
      {&bound, "does not listen"}};
  for (const auto& [descriptor, wanted] : cases) {
    Pass(*descriptor, 0);
    EXPECT_THAT(ErrorOf(Variables("1", "public")), HasSubstr(wanted));
  }
}

TEST(PassedAddressTest, TheSettingsGetTheAddressOfTheSocket) {
  const PassedSockets passed{.buyers = Listening("::1"), .operators = {}};
  Settings settings;
  settings.operator_listen = {.address = "127.0.0.1", .port = 8081};
  ASSERT_TRUE(UseAddresses(passed, settings).has_value());
  EXPECT_EQ(settings.listen.ToString(), "[::1]:" + std::to_string(net::PortOf(passed.buyers)));
  EXPECT_EQ(settings.operator_listen.ToString(), "127.0.0.1:8081");
}

TEST(PassedAddressTest, APublicSocketNeedsWhatAPublicAddressNeeds) {
  const PassedSockets passed{.buyers = {}, .operators = Listening("0.0.0.0")};
  Settings settings;
  auto used = UseAddresses(passed, settings);
  ASSERT_FALSE(used.has_value());
  EXPECT_THAT(used.error(), HasSubstr("the passed socket 'operator': other machines can reach"));
  settings.allow_public = true;
  used = UseAddresses(passed, settings);
  ASSERT_FALSE(used.has_value());
  EXPECT_THAT(used.error(), HasSubstr("--host"));
  settings.hosts = {"tickets.example"};
  EXPECT_TRUE(UseAddresses(passed, settings).has_value());
}

}  // namespace
}  // namespace onsale::app
