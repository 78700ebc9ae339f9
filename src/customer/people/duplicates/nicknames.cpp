// Given names with their short forms, and Vietnamese names with their northern and southern form. A word may
// stand in several lines ("alex"); two names stand for each other when one line holds both.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "customer/people/duplicates/names.h"

namespace rapport::people::duplicates {

namespace {

constexpr std::string_view lines[] = {
    // English
    "robert bob rob bobby robbie bert",
    "william bill will billy willy liam",
    "richard rick rich ricky dick",
    "james jim jimmy jamie",
    "john johnny jack jon",
    "jonathan jon jonny",
    "michael mike mick mickey mikey",
    "thomas tom tommy",
    "charles charlie chuck charly",
    "joseph joe joey jo",
    "edward ed eddie ted ned",
    "daniel dan danny",
    "david dave davy",
    "steven stephen steve",
    "anthony tony",
    "andrew andy drew",
    "matthew matt",
    "christopher chris kit",
    "nicholas nick nicky",
    "benjamin ben benny benji",
    "samuel sam sammy",
    "alexander alex sandy xander",
    "alexandra alex sandra sacha",
    "gregory greg",
    "kenneth ken kenny",
    "lawrence larry laurie",
    "leonard leo len lenny",
    "ronald ron ronnie",
    "donald don donnie",
    "timothy tim timmy",
    "peter pete",
    "philip phil",
    "raymond ray",
    "gerald gerry jerry",
    "frederick fred freddie freddy",
    "francis frank frankie",
    "franklin frank",
    "henry harry hank",
    "harold harry hal",
    "walter walt wally",
    "theodore ted teddy theo",
    "albert al bert bertie",
    "alan al",
    "eugene gene",
    "patrick pat paddy",
    "zachary zach zack",
    "joshua josh",
    "jacob jake",
    "nathaniel nathan nate",
    "elizabeth liz lizzie beth betty betsy eliza lisa elsie",
    "margaret maggie meg peggy marge",
    "katherine catherine kathryn kate katie kathy cathy kat kitty",
    "jennifer jen jenny jenn",
    "jessica jess jessie",
    "susan sue susie suzy",
    "patricia pat patty tricia trish",
    "deborah deb debbie debby",
    "barbara barb babs",
    "rebecca becky becca",
    "victoria vicky vicki tori",
    "christine chris chrissy tina",
    "christina chris chrissy tina",
    "samantha sam",
    "pamela pam",
    "cynthia cindy",
    "dorothy dot dottie dolly",
    "judith judy",
    "abigail abby",
    "amanda mandy",
    "kimberly kim",
    "jacqueline jackie jacquie",
    "theresa teresa terry tess",
    "stephanie steph stephie",
    "veronica ronnie vero",
    "natalie nat",
    "isabella bella izzy isa",
    "gabriella gabby ella",
    "eleanor ellie nell nora",
    "helen nell ellen",
    "martha marty patty",
    "angela angie",
    "virginia ginny",
    // French
    "alexandre alex",
    "frederic fred",
    "frederique fred",
    "emmanuel manu",
    "emmanuelle manu",
    "christophe chris tof",
    "christian chris",
    "philippe phil",
    "stephane steph",
    "sebastien seb",
    "nicolas nico",
    "mathieu matthieu mat matt",
    "vincent vince",
    "laurent lolo",
    "valerie val",
    "veronique vero",
    "caroline caro",
    "florence flo",
    "florian flo",
    "isabelle isa",
    "gabriel gaby gab",
    "gabrielle gaby gab",
    "dominique dom domi",
    "maxime max maximilien",
    "antoine tony toine",
    "guillaume guigui gui",
    "francois fanch",
    "melanie mel",
    "laetitia laeti",
    "angelique angie",
    "josephine jo",
    "marguerite margot",
    "madeleine mado",
    "augustin gus",
    "theophile theo",
    "theodore theo",
    "jean pierre jp",
    "jean paul jp",
    "jean michel jm jeanmi",
    "jean marc jm",
    "jean claude jc",
    "marie claude mc",
    "benoit ben",
    "benjamin ben",
    "olivier oliv olive",
    "bertrand bert",
    "arnaud nono",
    "catherine cathy cath",
    "sandrine sandy",
    "delphine del",
    "severine sev",
    "geraldine gege",
    "beatrice bea",
    "clementine clem",
    "clement clem",
    "raphael raph raf",
    "baptiste bat",
    "etienne steve",
    "genevieve ginette",
    "michele mimi",
    "elisabeth babette lise elise",
    "charlotte charlie lotte",
    "constance coco",
    "pascal pasco",
    "amelie mel",
    // Vietnamese: short writing, and the two forms that the north and the south have of one name
    "nguyen nguyn ng",
    "tran tr",
    "hoang huynh",
    "vu vo",
    "phuc phuoc",
    "nhat nhut",
    "nhan nhon",
    "sinh sanh",
    "chinh chanh",
    "tung tong",
    "canh kieng",
    "hoa hue",
    "chau chu",
    "tinh tanh",
    "an yen",
    "linh lanh",
};

struct Table {
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> lines_of;
  std::unordered_map<std::string_view, std::uint32_t> family_of;
};

const Table& table() {
  static const Table made = [] {
    Table t;
    std::vector<std::uint32_t> parent(std::size(lines) + 1);
    for (std::uint32_t i = 0; i < parent.size(); ++i) parent[i] = i;
    const auto root = [&](std::uint32_t i) {
      while (parent[i] != i) i = parent[i];
      return i;
    };
    for (std::uint32_t n = 0; n < std::size(lines); ++n) {
      const auto words = text::split(lines[n], ' ');
      // "jean pierre jp" is a name of two words and its short form, which the comparison sees as initials.
      if (words.front() == "jean" || words.front() == "marie") continue;
      for (const auto word : words) {
        auto& of = t.lines_of[word];
        if (!of.empty()) parent[root(n + 1)] = root(of.front());
        of.push_back(n + 1);
      }
    }
    for (const auto& [word, of] : t.lines_of) t.family_of[word] = root(of.front());
    return t;
  }();
  return made;
}

}  // namespace

bool is_nickname(std::string_view a, std::string_view b) {
  const auto& known = table().lines_of;
  const auto left = known.find(a), right = known.find(b);
  if (left == known.end() || right == known.end()) return false;
  return std::any_of(left->second.begin(), left->second.end(), [&](std::uint32_t n) {
    return std::find(right->second.begin(), right->second.end(), n) != right->second.end();
  });
}

std::uint32_t nickname_family(std::string_view word) {
  const auto& known = table().family_of;
  const auto found = known.find(word);
  return found == known.end() ? 0 : found->second;
}

bool is_free_mail(std::string_view domain) {
  static constexpr std::string_view names[] = {
      "gmail.com", "googlemail.com", "yahoo.com", "yahoo.fr", "yahoo.co.uk", "yahoo.com.vn", "yahoo.ca",
      "ymail.com", "rocketmail.com", "outlook.com", "outlook.fr", "outlook.com.vn", "hotmail.com",
      "hotmail.fr", "hotmail.co.uk", "hotmail.be", "hotmail.ca", "live.com", "live.fr", "live.co.uk",
      "live.be", "live.ca", "msn.com", "aol.com", "aol.fr", "icloud.com", "me.com", "mac.com", "proton.me",
      "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tuta.io", "tuta.com", "gmx.com", "gmx.net",
      "gmx.fr", "gmx.de", "gmx.ch", "web.de", "mail.com", "zoho.com", "fastmail.com", "hey.com", "yandex.com",
      "mail.ru", "inbox.com", "hushmail.com", "duck.com",
      // France, Belgium, Switzerland, Luxembourg, Quebec
      "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr", "numericable.fr",
      "club-internet.fr", "cegetel.net", "aliceadsl.fr", "voila.fr", "9online.fr", "noos.fr", "caramail.com",
      "skynet.be", "telenet.be", "proximus.be", "voo.be", "scarlet.be", "bluewin.ch", "sunrise.ch",
      "hispeed.ch", "pt.lu", "internet.lu", "videotron.ca", "sympatico.ca", "bell.net", "rogers.com",
      "shaw.ca", "telus.net",
      // United Kingdom, Ireland, United States, Australia
      "btinternet.com", "sky.com", "virginmedia.com", "ntlworld.com", "talktalk.net", "blueyonder.co.uk",
      "eircom.net", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net",
      "charter.net", "earthlink.net", "optonline.net", "bigpond.com", "bigpond.net.au", "optusnet.com.au",
      "xtra.co.nz",
      // Viet Nam
      "vnn.vn", "hcm.vnn.vn", "hn.vnn.vn", "dng.vnn.vn", "fpt.vn", "fpt.com.vn", "viettel.vn", "zing.vn",
      "vinaphone.vn", "mail.vn", "hue.vnn.vn", "saigonnet.vn", "netnam.vn"};
  return std::find(std::begin(names), std::end(names), domain) != std::end(names);
}

}  // namespace rapport::people::duplicates
