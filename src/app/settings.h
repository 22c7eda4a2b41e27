// The settings of `onsale serve`.
//
// Units:    paths are as given, relative to the folder in which the program was started.
// Threads:  one at a time for each object; a plain value.
// Source:   settings_table.h has the name, meaning, default and bounds of each setting.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/log.h"
#include "domain/rows.h"
#include "engine/engine.h"
#include "http/challenge/challenge_gate.h"
#include "http/limit/limiter.h"
#include "http/options.h"
#include "outbound/https_client.h"
#include "store/embedded/embedded_options.h"
#include "store/postgres/postgres_options.h"

namespace onsale::app {

// The numeric address and port on which the server listens: `127.0.0.1` or `::1`, for example.
struct ListenAddress {
  std::string address;
  std::uint16_t port = 0;  // 0: the system picks one

  // Whether only this machine can reach the address: 127.0.0.0/8 or ::1.
  bool IsLoopback() const;
  // Whether the address means all addresses of the machine: 0.0.0.0 or ::, in any spelling.
  bool IsWildcard() const;
  // The address as a URL spells it: `127.0.0.1` or `[::1]`.
  std::string Host() const;
  // Address and port: `127.0.0.1:8080` or `[::1]:8080`.
  std::string ToString() const;
};

// Whether the server has pages for buyers, or leaves them to a front of the seller's own.
enum class Pages : std::uint8_t { kOff, kOn };

// Whom the server believes who a buyer is: every caller, or only the shop's signature.
enum class Buyers : std::uint8_t { kTrusted, kSigned };

// The default of `--data`.
inline constexpr std::string_view kDataDefault = "./data";

struct SettingsSources;

struct Settings {
  ListenAddress listen;           // a loopback address unless allow_public is set
  ListenAddress operator_listen;  // the same
  bool allow_public = false;
  std::vector<std::string> hosts;  // hosts that requests may name, besides loopback and `listen`
  std::string store;               // a PostgreSQL URL; empty: the sale is kept in `data`
  bool allow_insecure_store = false;
  std::filesystem::path data;
  std::vector<std::filesystem::path> catalogs;
  domain::RoomPolicy policy;  // of rooms whose catalogue gives none
  std::string currency;
  // Options of the floors below app: SettingsTable sets those that have a flag, serve.cc those that
  // it computes.
  http::ServerOptions server;
  http::LimitOptions limits;
  http::ChallengeOptions challenge;
  engine::EngineOptions engine;
  store::EmbeddedOptions embedded;
  store::PostgresOptions postgres;
  std::filesystem::path token_key_file;
  Buyers buyers = Buyers::kTrusted;
  // Of signed buyers; empty otherwise.
  std::string buyer_keys;  // a file's path or, if it has `://`, a URL
  std::string buyer_issuer;
  std::string buyer_audience;
  Pages pages = Pages::kOn;
  // The path, on the pages' own host, from which they read the shop's token for the buyer; empty
  // if nobody signs buyers, or if the shop's own page hands the token over.
  std::string pages_token_path;
  outbound::HttpsOptions outbound;
  std::filesystem::path owner_key_file;  // of the first owner key; empty: none is made
  http::KeyEnvironment key_environment = http::KeyEnvironment::kLive;
  // How long the server still serves after a signal to stop, while it is not ready.
  base::Duration drain_time{};
  bool allow_core_dumps = false;
  bool accept_clock = false;  // start also if the clock is far ahead of the last commit
  // Whether SIGHUP reads the settings again, also without systemd; else it stops the server.
  bool daemon = false;
  // Where the settings come from, for a reload; null: it is refused.
  std::shared_ptr<const SettingsSources> sources = {};
  // The names of the settings whose values are the addresses of passed sockets.
  std::vector<std::string> passed = {};
  LogFormat log_format = LogFormat::kAuto;
  LogLevel log_level = LogLevel::kInfo;
  // Where to log decided batches, for histories (store/decided_log.h); empty: nowhere. It has no
  // row in SettingsTable: only the variable ONSALE_TEST_DECIDED sets it.
  std::filesystem::path decided_log;
};

// Why the other settings do not allow to listen on this address: sentences for the operator.
std::vector<std::string> MistakesOfAddress(const ListenAddress& listen, const Settings& settings);

}  // namespace onsale::app
