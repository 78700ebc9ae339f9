#include "app/demo/names.h"

namespace rapport::app::demo {

namespace {

using Words = std::string_view;

constexpr Words fr_first[] = {
    "Camille",  "Léa",      "Manon",    "Chloé",   "Inès",     "Jeanne", "Louise",   "Zoé",      "Margaux",
    "Élise",    "Nathalie", "Sylvie",   "Valérie", "Sandrine", "Hélène", "Aurélie",  "Lucas",    "Hugo",
    "Louis",    "Gabriel",  "Arthur",   "Jules",   "Antoine",  "Théo",   "Maxime",   "Nicolas",  "Julien",
    "Thomas",   "Olivier",  "Philippe", "Laurent", "Stéphane", "Karim",  "Yanis",    "Amina",    "Fatou",
    "Alice",    "Emma",     "Romane",   "Clara",   "Pauline",  "Marion", "Delphine", "Brigitte", "Monique",
    "Isabelle", "Rose",     "Lina",     "Adam",    "Paul",     "Simon",  "Quentin",  "Romain",   "Mathis",
    "Benoît",   "François", "Gérard",   "Michel",  "Mehdi",    "Aïcha"};
constexpr Words fr_last[] = {
    "Martin",    "Bernard",  "Dubois",   "Thomas",   "Robert",    "Richard",    "Petit",       "Durand",
    "Leroy",     "Moreau",   "Simon",    "Laurent",  "Lefèvre",   "Michel",     "Garcia",      "David",
    "Bertrand",  "Roux",     "Vincent",  "Fournier", "Morel",     "Girard",     "André",       "Mercier",
    "Dupont",    "Lambert",  "Bonnet",   "François", "Martinez",  "Legrand",    "Garnier",     "Faure",
    "Rousseau",  "Blanc",    "Guérin",   "Muller",   "Henry",     "Roussel",    "Nicolas",     "Perrin",
    "Morin",     "Mathieu",  "Gauthier", "Diallo",   "Benali",    "Traoré",     "Nguyen",      "Chevalier",
    "Lemoine",   "Renard",   "Marchand", "Noël",     "Meunier",   "Denis",      "Lopez",       "Fontaine",
    "Caron",     "Masson",   "Picard",   "Gaillard", "Barbier",   "Arnaud",     "Rivière",     "Brun",
    "Giraud",    "Joly",     "Roger",    "Renaud",   "Colin",     "Vidal",      "Aubert",      "Boyer",
    "Hubert",    "Leclerc",  "Rolland",  "Philippe", "Bourgeois", "Pierre",     "Benoît",      "Schmitt",
    "Dumas",     "Lacroix",  "Olivier",  "Fabre",    "Bailly",    "Carpentier", "Charpentier", "Maillard",
    "Hervé",     "Adam",     "Dupuis",   "Baron",    "Huet",      "Gomez",      "Dumont",      "Moulin",
    "Deschamps", "Royer",    "Aubry",    "Leblanc",  "Poirier",   "Tessier",    "Marty",       "Le Gall",
    "Barre",     "Prévost",  "Jacob",    "Weber",    "Cissé",     "Haddad",     "Da Silva",    "Pham",
    "Keita",     "Belkacem", "Cohen",    "Berger",   "Collet",    "Besson",     "Perrot",      "Guillot"};
constexpr Words fr_city[] = {"Paris",  "Lyon",        "Marseille",  "Toulouse", "Nice",
                             "Nantes", "Montpellier", "Strasbourg", "Bordeaux", "Lille",
                             "Rennes", "Reims",       "Grenoble",   "Dijon",    "Angers",
                             "Annecy", "Tours",       "Brest",      "Rouen",    "Metz"};
constexpr Words be_first[] = {"Emma",      "Louise", "Lotte", "Julie", "Marie", "Noor",   "Elise",
                              "Charlotte", "An",     "Sofie", "Liam",  "Lucas", "Arthur", "Noah",
                              "Victor",    "Jef",    "Wout",  "Bart",  "Koen",  "Olivier"};
constexpr Words be_last[] = {
    "Peeters",      "Janssens", "Maes",    "Jacobs",   "Mertens",  "Willems", "Claes",  "Goossens",
    "Wouters",      "De Smet",  "Dubois",  "Lambert",  "Dupont",   "Martin",  "Simon",  "Vermeulen",
    "Pauwels",      "Hermans",  "Aerts",   "Michiels", "Leclercq", "Lemaire", "Desmet", "Verhoeven",
    "Vandenberghe", "Cools",    "Bogaert", "Stevens",  "Smets",    "Dumont",  "Denis",  "Renard",
    "Thys",         "Verbeke",  "Coppens", "Lejeune",  "Gérard",   "Delvaux", "Noël",   "Servais",
    "Baert",        "Segers",   "Bosmans", "Cuypers"};
constexpr Words be_city[] = {"Bruxelles", "Antwerpen", "Gent",      "Liège", "Namur",
                             "Brugge",    "Leuven",    "Charleroi", "Mons"};
constexpr Words de_first[] = {"Anna",  "Lena",   "Marie",   "Sophie", "Hannah", "Katrin", "Sabine",
                              "Petra", "Julia",  "Claudia", "Lukas",  "Jonas",  "Finn",   "Paul",
                              "Felix", "Stefan", "Jürgen",  "Thomas", "Uwe",    "Tobias"};
constexpr Words de_last[] = {
    "Müller",     "Schmidt", "Schneider", "Fischer", "Weber",  "Meyer",     "Wagner",   "Becker",  "Schulz",
    "Hoffmann",   "Koch",    "Bauer",     "Richter", "Klein",  "Wolf",      "Schröder", "Neumann", "Schwarz",
    "Zimmermann", "Braun",   "Krüger",    "Hofmann", "Yılmaz", "Groß",      "Lange",    "Werner",  "Krause",
    "Lehmann",    "Köhler",  "Maier",     "König",   "Huber",  "Kaiser",    "Fuchs",    "Peters",  "Scholz",
    "Möller",     "Weiß",    "Jung",      "Hahn",    "Vogel",  "Friedrich", "Keller",   "Günther"};
constexpr Words de_city[] = {"Berlin",    "Hamburg", "München",  "Köln",    "Frankfurt am Main",
                             "Stuttgart", "Leipzig", "Freiburg", "Dresden", "Bremen"};
constexpr Words gb_first[] = {"Olivia",    "Amelia",  "Isla",  "Ava",    "Emily", "Sophie", "Grace",
                              "Charlotte", "Helen",   "Susan", "George", "Harry", "Jack",   "Oliver",
                              "James",     "William", "David", "Andrew", "Priya", "Imran"};
constexpr Words gb_last[] = {
    "Smith",   "Jones",  "Taylor",   "Brown",   "Williams", "Wilson", "Johnson",  "Davies",   "Patel",
    "Wright",  "Walker", "White",    "Edwards", "Hughes",   "Green",  "Hall",     "Lewis",    "Harris",
    "Clarke",  "Khan",   "Jackson",  "Wood",    "Turner",   "Cooper", "Robinson", "Thompson", "Evans",
    "Roberts", "Thomas", "Campbell", "Stewart", "Anderson", "Scott",  "Murray",   "Mitchell", "Ward",
    "Watson",  "Bailey", "Bennett",  "Carter",  "Shah",     "Ahmed",  "Begum",    "Collins"};
constexpr Words gb_city[] = {"London",    "Manchester", "Birmingham", "Leeds",    "Bristol",
                             "Edinburgh", "Glasgow",    "Cardiff",    "Brighton", "York"};
constexpr Words vn_first[] = {
    "Anh",        "Linh",       "Hương",      "Trang",      "Mai",       "Thảo",      "Ngọc",
    "Lan",        "Hà",         "Phương",     "Minh",       "Tuấn",      "Hùng",      "Dũng",
    "Nam",        "Long",       "Khánh",      "Quân",       "Đức",       "Bảo",       "Thu Hà",
    "Minh Anh",   "Thanh Mai",  "Hồng Nhung", "Kim Ngân",   "Bích Ngọc", "Quỳnh Như", "Mỹ Linh",
    "Thùy Dương", "Diệu Linh",  "Quốc Bảo",   "Minh Quân",  "Gia Huy",   "Đức Anh",   "Văn Hùng",
    "Thanh Tùng", "Hoàng Long", "Anh Tuấn",   "Quang Minh", "Trung Kiên"};
constexpr Words vn_last[] = {"Nguyễn", "Trần", "Lê",   "Phạm",   "Hoàng", "Huỳnh", "Phan",
                             "Vũ",     "Võ",   "Đặng", "Bùi",    "Đỗ",    "Hồ",    "Ngô",
                             "Dương",  "Lý",   "Đinh", "Trương", "Mai",   "Tạ"};
constexpr Words vn_city[] = {"Hà Nội",   "Thành phố Hồ Chí Minh", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "Huế",
                             "Nha Trang"};
constexpr Words ch_first[] = {"Laura", "Nina",     "Lara", "Chiara", "Céline", "Noemi", "Reto",    "Urs",
                              "Luca",  "Nico",     "Beat", "Marco",  "Sarah",  "Anja",  "Martina", "Giulia",
                              "Elena", "Fabienne", "Jan",  "Simon",  "Pascal", "Yves",  "Daniel",  "Andrin"};
constexpr Words ch_last[] = {"Meier",  "Keller",  "Huber",   "Favre",   "Rochat",     "Bianchi",
                             "Gerber", "Frei",    "Baumann", "Brunner", "Zürcher",    "Moser",
                             "Schmid", "Steiner", "Fischer", "Graf",    "Wyss",       "Bühler",
                             "Roth",   "Widmer",  "Sutter",  "Rossi",   "Bernasconi", "Pittet"};
constexpr Words ch_city[] = {"Zürich", "Genève", "Lausanne", "Basel", "Bern", "Lugano"};

constexpr Region all_regions[] = {
    {"FR", "fr-FR", "Europe/Paris", 0.60, fr_first, fr_last, fr_city},
    {"BE", "fr-BE", "Europe/Brussels", 0.12, be_first, be_last, be_city},
    {"DE", "de-DE", "Europe/Berlin", 0.09, de_first, de_last, de_city},
    {"GB", "en-GB", "Europe/London", 0.08, gb_first, gb_last, gb_city},
    {"VN", "vi-VN", "Asia/Ho_Chi_Minh", 0.07, vn_first, vn_last, vn_city},
    {"CH", "fr-CH", "Europe/Zurich", 0.04, ch_first, ch_last, ch_city},
};

// The shop: Maison Lumen, lamps and things for the home.
constexpr Good all_goods[] = {
    {"LUM-101", "Table lamp Aube", "Lamps", 5900, 6},
    {"LUM-102", "Table lamp Crépuscule", "Lamps", 7900, 4},
    {"LUM-103", "Floor lamp Grand Soir", "Lamps", 14900, 2},
    {"LUM-104", "Pendant Nuage", "Lamps", 9900, 3},
    {"LUM-105", "Reading lamp Page", "Lamps", 4500, 6},
    {"LUM-106", "Night light Luciole", "Lamps", 1900, 9},
    {"LUM-107", "Desk lamp Atelier", "Lamps", 6900, 5},
    {"LUM-108", "Wall lamp Quai", "Lamps", 5500, 3},
    {"AMP-201", "Warm bulb E27", "Bulbs", 690, 22},
    {"AMP-202", "Warm bulb E14", "Bulbs", 590, 18},
    {"AMP-203", "Filament bulb Globe", "Bulbs", 1290, 12},
    {"AMP-204", "Smart bulb, set of 3", "Bulbs", 3990, 6},
    {"BOU-301", "Candle Figuier", "Candles", 1900, 16},
    {"BOU-302", "Candle Cèdre", "Candles", 1900, 14},
    {"BOU-303", "Candle Thé noir", "Candles", 2200, 10},
    {"BOU-304", "Candles, box of 12", "Candles", 990, 18},
    {"BOU-305", "Lantern Jardin", "Candles", 2900, 8},
    {"BOU-306", "Snuffer, brass", "Candles", 1490, 5},
    {"TXT-401", "Linen cushion, sand", "Textiles", 2900, 9},
    {"TXT-402", "Linen cushion, ink", "Textiles", 2900, 8},
    {"TXT-403", "Throw Bergère", "Textiles", 6900, 4},
    {"TXT-404", "Napkins, set of 4", "Textiles", 2400, 8},
    {"TXT-405", "Tablecloth Dimanche", "Textiles", 5400, 3},
    {"TXT-406", "Tea towel Marché", "Textiles", 1200, 13},
    {"TAB-501", "Cup, stoneware", "Table", 1400, 15},
    {"TAB-502", "Bowl, stoneware", "Table", 1800, 12},
    {"TAB-503", "Plate, stoneware", "Table", 2100, 11},
    {"TAB-504", "Carafe Source", "Table", 3400, 6},
    {"TAB-505", "Glasses, set of 6", "Table", 3900, 7},
    {"TAB-506", "Serving board, oak", "Table", 3200, 6},
    {"DEC-601", "Vase Galet", "Decoration", 3600, 6},
    {"DEC-602", "Mirror Lune", "Decoration", 8900, 2},
    {"DEC-603", "Frame, walnut A4", "Decoration", 2500, 8},
    {"DEC-604", "Garland of lights", "Decoration", 2490, 11},
    {"DEC-605", "Calendar of the year", "Decoration", 1990, 7},
    {"DEC-606", "Clock Midi", "Decoration", 4900, 3},
    {"PAP-701", "Wrapping paper, 3 rolls", "Paper", 890, 13},
    {"PAP-702", "Cards, set of 8", "Paper", 1290, 12},
    {"PAP-703", "Notebook, dotted", "Paper", 1590, 9},
    {"PAP-704", "Gift card 50", "Gift cards", 5000, 4},
};

constexpr Words words[] = {
    "Canal",    "Horizon",   "Tilleul", "Boréal", "Safran", "Corail",    "Argile",   "Cassiopée", "Mistral",
    "Granit",   "Olivier",   "Vermeil", "Lagune", "Cyprès", "Ardoise",   "Solstice", "Méridien",  "Nacre",
    "Estuaire", "Tournesol", "Falaise", "Roseau", "Zénith", "Bergamote", "Indigo"};
constexpr Words kinds[] = {"Atelier", "Hôtel",      "Studio",   "Café",        "Cabinet",  "Librairie",
                           "Agence",  "Restaurant", "Boutique", "Architectes", "Traiteur", "Conseil"};
constexpr Words trades[] = {"Design",    "Hospitality", "Design", "Hospitality",  "Health", "Retail",
                            "Marketing", "Hospitality", "Retail", "Construction", "Food",   "Consulting"};
constexpr Words said[] = {"Asked whether the linen cushions come in other sizes.",
                          "Moving house in spring, wants lamps for three rooms.",
                          "Prefers delivery in the evening.",
                          "Very happy with the last order.",
                          "Gift for a wedding; wants it wrapped.",
                          "Compared our prices with a competitor.",
                          "Asked for an invoice in the company's name."};
constexpr Words called_back[] = {
    "Called back: wants the offer in writing.", "Called back with a question about sizes.",
    "Called back: will look in at the shop next week.", "Called back and asked for a sample.",
    "Called back: the budget is settled now."};
constexpr Words rang[] = {"Called about a late parcel; it arrived the same day.",
                          "Asked for advice on warm light for a reading corner.",
                          "Called back about the quote for the hotel rooms.",
                          "Wanted to change the delivery address."};
constexpr Words met[] = {"Showroom visit: chose lamps for the lobby.",
                         "Went through the autumn collection together.",
                         "Agreed on a yearly budget for table linen."};

}  // namespace

std::span<const Region> regions() { return all_regions; }

const Region& region_of(std::string_view country) {
  for (const auto& r : all_regions)
    if (r.country == country) return r;
  if (country == "AT") return all_regions[2];
  if (country == "LU" || country == "MC") return all_regions[0];
  return all_regions[3];
}

std::span<const Good> goods() { return all_goods; }
std::span<const Words> company_words() { return words; }
std::span<const Words> company_kinds() { return kinds; }
std::span<const Words> industries() { return trades; }
std::span<const Words> notes() { return said; }
std::span<const Words> calls() { return rang; }
std::span<const Words> meetings() { return met; }
std::span<const Words> replies() { return called_back; }

}  // namespace rapport::app::demo
