"""账号: the list of accounts and the forms that change them."""
