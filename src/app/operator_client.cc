#include "app/operator_client.h"

#include <poll.h>

#include <algorithm>
#include <optional>

#include "app/setting_values.h"
#include "rehearsal/wire/answers.h"
#include "rehearsal/wire/connections.h"
#include "rehearsal/wire/request_writer.h"

namespace onsale::app {
namespace {

// How often Ask checks its time limits while it waits.
constexpr std::chrono::milliseconds kTick{500};

// Takes the answer to one request.
class OneAnswer final : public rehearsal::AnswerTaker {
 public:
  // The response, or an error that continues a sentence after the server's name; nothing while the
  // response is awaited.
  const std::optional<std::expected<OperatorAnswer, std::string_view>>& result() const {
    return result_;
  }

 private:
  void OnAnswer(rehearsal::Sender, const rehearsal::Answer& answer) override {
    result_ = OperatorAnswer{.status = answer.head.status, .body = std::string(answer.body)};
  }
  void OnLost(rehearsal::Sender) override {
    result_ = std::unexpected(" did not send a complete response");
  }
  void OnNonsense(rehearsal::Sender, std::string_view) override {
    result_ = std::unexpected(" sent a response that is not one of Onsale");
  }

  std::optional<std::expected<OperatorAnswer, std::string_view>> result_;
};

// Asks until `end` at most.
std::expected<OperatorAnswer, std::string> AskOnce(const OperatorQuestion& question,
                                                   rehearsal::SteadyTime end) {
  const std::string host = HostOf(question.server);
  // The answer's time ends after `end`, so that the loop below reports it.
  rehearsal::Connections connections({.address = question.server,
                                      .answer_within = question.within + std::chrono::seconds(1),
                                      .connect_within = kConnectTime});
  rehearsal::RequestWriter writer(host);
  OneAnswer one;
  connections.Send({.bytes = writer.Write({.method = question.method,
                                           .path = question.path,
                                           .bearer = question.key,
                                           .body = question.body,
                                           .reason = question.reason,
                                           .closes = true}),
                    .read_as = rehearsal::ReadAs::kLongText});
  while (!one.result()) {
    const auto now = std::chrono::steady_clock::now();
    if (question.stop.stop_requested()) return std::unexpected("the call of " + host + " ended");
    if (now >= end) {
      return std::unexpected(host + " has not answered within " +
                             std::to_string(question.within.count()) + " s");
    }
    connections.Poll(std::min(kTick, std::chrono::ceil<std::chrono::milliseconds>(end - now)), one);
    connections.EndStale(one);
  }
  if (one.result()->has_value()) return **one.result();
  if (connections.figures().failed > 0) {
    return std::unexpected("cannot reach " + host + ": is the server running there?");
  }
  return std::unexpected(host + std::string(one.result()->error()));
}

// Whether the server has refused the request without doing anything.
bool IsOverloaded(const std::expected<OperatorAnswer, std::string>& answer) {
  return answer && answer->status == 503 && rehearsal::ReadCode(answer->body) == "overloaded";
}

}  // namespace

std::string HostOf(const net::Address& server) {
  return ListenAddress{server.host, server.port}.ToString();
}

std::expected<net::Address, std::string> ParseServerUrl(std::string_view url) {
  const std::unexpected<std::string> bad(
      "is not the address of a server; give one like http://127.0.0.1:8080");
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return bad;
  std::string authority(url.substr(kScheme.size()));
  if (authority.ends_with('/')) authority.pop_back();
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  const auto address = ParseAddress(has_port ? authority : authority + ":80");
  if (!address || address->port == 0) return bad;
  return net::Address{.host = address->address, .port = address->port};
}

std::expected<OperatorAnswer, std::string> Ask(const OperatorQuestion& question) {
  const rehearsal::SteadyTime end = std::chrono::steady_clock::now() + question.within;
  auto answer = AskOnce(question, end);
  for (int attempt = 1; attempt < kAttemptsMax && IsOverloaded(answer); ++attempt) {
    ::poll(nullptr, 0, kOverloadPauseMillis);
    answer = AskOnce(question, end);
  }
  return answer;
}

std::string AdviceFor(unsigned status) {
  switch (status) {
    case 401:
      return "the server does not accept the access key in --key-file";
    case 404:
      return "there is no such call at this address: give the operator's address, which the server "
             "prints when it starts (--operator-listen)";
    default:
      return "the server answered with status " + std::to_string(status);
  }
}

}  // namespace onsale::app
