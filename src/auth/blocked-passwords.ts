/**
 * What people choose when asked for a password. `commonWords` are what most of the leaked ones are made of:
 * a password is judged by what is left without them. `commonPhrases` are long ones that are common as a whole.
 * Lower case, letters for the digits that stand for them.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const commonWords = words(`
  holdfast password passwort passphrase passwd motdepasse contrasena wachtwoord senha parola haslo
  administrator admin welcome willkommen bienvenue letmein login access account secret geheim master
  default changeme change temporary temp guest user username root system server website internet computer
  iloveyou ilovegod ilove loveyou lovers lover loveme love jesus christ blessed angel princess prince
  sunshine flower butterfly monkey dragon shadow superman batman spiderman pokemon starwars naruto
  football baseball basketball soccer hockey liverpool chelsea arsenal barcelona juventus realmadrid
  charlie michael jordan jessica ashley daniel thomas robert andrew joshua matthew jennifer michelle
  nicole anthony william george hannah samantha elizabeth victoria alexander alexandra
  summer winter spring autumn january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday
  qwerty qwertz azerty qazwsx asdf zxcv trustno whatever freedom forever nothing please hello hellokitty
  computer samsung google facebook microsoft apple android windows linux ubuntu oracle amazon netflix
  mustang ferrari porsche mercedes corvette harley yamaha
  cheese cookie chocolate banana pepper ginger coffee purple orange yellow silver golden black white
  company business office service customer security firewall network database test testing tester demo example sample
  correcthorsebatterystaple thequickbrownfox tobeornottobe supercalifragilistic
  mypassword mylove mybaby babygirl babyboy family mother father sister brother friends friend bestfriend
  fuckyou fucker fuck pussy asshole bitch sexy
  america canada london paris berlin germany france england brasil india china australia newyork california
`)

export const commonPhrases = words(`
  correcthorsebattery thequickbrownfoxjumps thequickbrownfoxjumpsoverthelazydog maytheforcebewithyou
  tobeornottobethatisthequestion itwasthebestoftimes onceuponatime allyourbasearebelongtous
  livelaughlove liveloveandlaugh onedayatatime neversaynever nevergiveup neverforget carpediem
  hakunamatata justdoit whatsmypassword iforgotmypassword thisismypassword thisisapassword
  notmypassword donttellanyone opensesame youshallnotpass winteriscoming ihavenoidea
  verylongpassword averylongpassword longpassword strongpassword verystrongpassword securepassword
  mysecurepassword supersecretpassword topsecretpassword secretpassword newpassword oldpassword
  passwordpassword adminadminadmin letmeinletmein letmeinplease openthedoor iamtheking kingofthehill
  iloveyousomuch iloveyouverymuch iloveyouforever iloveyoubaby ilovemyfamily ilovemymom ilovemymother
  ilovemyself ilovejesuschrist jesuslovesme jesusismylord jesusismysavior godisgood godislove godblessme
  inthename ofthefather hailmary ourfather heavenlyfather thankyoujesus trustinthelord praisethelord
  stayhungrystayfoolish lordoftherings harrypotter gameofthrones breakingbad returnofthejedi
  ineedanewpassword ihatepasswords ihatethispassword rememberthis donotforget dontforget
`)

/** Rows of keyboards and of the alphabet: any run of four along one of them, either way, is no secret. */
export const sequences = words(`
  01234567890123456789 abcdefghijklmnopqrstuvwxyz
  qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn
  qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p 1q2w3e4r5t6y7u8i9o0p
  q1w2e3r4t5y6u7i8o9p0 1a2b3c4d5e6f7g8h9i a1b2c3d4e5f6g7h8i9 aabbccddeeffgghh 112233445566778899
`)
