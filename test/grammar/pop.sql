INSERT INTO {{ index .Options "Namespace" }}.a VALUES ('{{ text }}'); -- {{ comment }}
SELECT { { a } };
