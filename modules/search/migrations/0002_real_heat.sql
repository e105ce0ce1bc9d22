-- why: heat is counted from watches of one viewer a day, and likes by those who watched; totals of before counted otherwise.
--      Every clip is met anew at the next look, some minutes from now, as having gained evenly since it was published.
-- lock: the table of heat, for as long as it takes to empty it
-- half: whole
truncate search.heat;
